/** Sending files and other kinds of messages from the message field. */

import * as api from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { attempt, openMenu, toast } from "./overlay.js";

const KINDS = [
  ["Photo", "photo"],
  ["Sticker", "sticker"],
  ["Voice message", "voice"],
  ["Contact", "contact"],
  ["Location", "location"],
];
const MAX_FILE_BYTES = 20 * 1024 * 1024;

export class Attachments {
  #pane;

  constructor(pane) {
    this.#pane = pane;
    this.button = h(
      "button",
      {
        type: "button",
        class: "plain",
        on: { click: () => this.#openMenu() },
      },
      icon("attach"),
    );
    this.file = h("input", { type: "file", hidden: true, on: { change: () => this.#sendFile() } });
  }

  #openMenu() {
    openMenu(
      this.#pane.t("Attach"),
      [
        { label: this.#pane.t("File"), icon: "file", act: () => this.file.click() },
        ...KINDS.map(([label, kind]) => ({
          label: this.#pane.t(label),
          icon: kind,
          act: () => this.#send({ kind }),
        })),
      ],
      this.button,
    );
  }

  async #send(content) {
    const { chat, person, thread } = this.#pane;
    await attempt(api.send(chat, { person, ...content, ...(thread ? { thread } : {}) }));
  }

  async #sendFile() {
    const [file] = this.file.files;
    this.file.value = "";
    if (!file) return;
    if (file.size > MAX_FILE_BYTES) {
      toast(this.#pane.t("A file may have up to 20 MB here"));
      return;
    }
    const address = await new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.readAsDataURL(file);
    });
    await this.#send({
      kind: "document",
      name: file.name,
      mime_type: file.type || "application/octet-stream",
      content_base64: address.slice(address.indexOf(",") + 1),
    });
  }
}
