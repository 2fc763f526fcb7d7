"""Methods that Telegram has and the preview has not, so that they are told from misspellings.

https://core.telegram.org/bots/api#available-methods (Bot API 10.3); a test holds the list.
"""

from __future__ import annotations

_NAMES = """
    addStickerToSet answerChatJoinRequestQuery answerGuestQuery answerPreCheckoutQuery
    answerShippingQuery answerWebAppQuery approveChatJoinRequest approveSuggestedPost
    banChatMember banChatSenderChat close closeForumTopic closeGeneralForumTopic
    convertGiftToStars copyMessages createChatInviteLink createChatSubscriptionInviteLink
    createForumTopic createInvoiceLink createNewStickerSet declineChatJoinRequest
    declineSuggestedPost deleteAllMessageReactions deleteBusinessMessages deleteChatPhoto
    deleteChatStickerSet deleteEphemeralMessage deleteForumTopic deleteMessageReaction
    deleteStickerFromSet deleteStickerSet deleteStory editChatInviteLink
    editChatSubscriptionInviteLink editEphemeralMessageCaption editEphemeralMessageMedia
    editEphemeralMessageReplyMarkup editEphemeralMessageText editForumTopic
    editGeneralForumTopic editMessageChecklist editMessageLiveLocation editMessageMedia
    editStory editUserStarSubscription exportChatInviteLink forwardMessages getAvailableGifts
    getBusinessAccountGifts getBusinessAccountStarBalance getBusinessConnection getChatGifts
    getCustomEmojiStickers getForumTopicIconStickers getGameHighScores
    getManagedBotAccessSettings getManagedBotToken getMyDefaultAdministratorRights
    getMyStarBalance getStarTransactions getStickerSet getUserChatBoosts getUserGifts
    getUserPersonalChatMessages getUserProfileAudios giftPremiumSubscription
    hideGeneralForumTopic logOut postStory promoteChatMember readBusinessMessage
    refundStarPayment removeBusinessAccountProfilePhoto removeChatVerification
    removeMyProfilePhoto removeUserVerification reopenForumTopic reopenGeneralForumTopic
    replaceManagedBotToken replaceStickerInSet repostStory restrictChatMember
    revokeChatInviteLink savePreparedInlineMessage savePreparedKeyboardButton sendAnimation
    sendAudio sendChatJoinRequestWebApp sendChecklist sendContact sendDice sendGame sendGift
    sendInvoice sendLivePhoto sendLocation sendMediaGroup sendMessageDraft sendPaidMedia
    sendPoll sendRichMessage sendRichMessageDraft sendSticker sendVenue sendVideo sendVideoNote
    sendVoice setBusinessAccountBio setBusinessAccountGiftSettings setBusinessAccountName
    setBusinessAccountProfilePhoto setBusinessAccountUsername setChatAdministratorCustomTitle
    setChatDescription setChatMemberTag setChatPermissions setChatPhoto setChatStickerSet
    setChatTitle setCustomEmojiStickerSetThumbnail setGameScore setManagedBotAccessSettings
    setMessageReaction setMyDefaultAdministratorRights setMyProfilePhoto setPassportDataErrors
    setStickerEmojiList setStickerKeywords setStickerMaskPosition setStickerPositionInSet
    setStickerSetThumbnail setStickerSetTitle setUserEmojiStatus stopMessageLiveLocation
    stopPoll transferBusinessAccountStars transferGift unbanChatMember unbanChatSenderChat
    unhideGeneralForumTopic unpinAllChatMessages unpinAllForumTopicMessages
    unpinAllGeneralForumTopicMessages upgradeGift uploadStickerFile verifyChat verifyUser
"""


def unsupported_methods() -> dict[str, str]:
    """Their names by lower-case name."""
    return {name.lower(): name for name in _NAMES.split()}
