"""What the Python peers share: the token, and the texts and keyboards of our own screens."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

TOKEN = os.environ["BOT_TOKEN"]
API = os.environ["BOT_API_URL"]
ANSWERS: dict[str, dict[str, Any]] = json.loads(Path(os.environ["ANSWERS"]).read_text())
