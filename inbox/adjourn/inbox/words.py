"""Sentences that Python says to people on the page; all others stand in the templates."""

from __future__ import annotations

KINDS = {
    "question": "Question",
    "form": "Form",
    "tool_approval": "Tool call",
    "tool_batch": "Tool calls",
    "agent_inbox": "Tool call",
    "breakpoint": "Breakpoint",
}

#: Of all jobs, on the overview.
JOBS = {
    "queued": "Queued",
    "running": "Running",
    "waiting": "Waiting for people",
    "blocked": "Blocked",
    "failed": "Failed in the last hour",
}

#: Of the jobs of a batch.
STATES = {
    "succeeded": "Succeeded",
    "failed": "Failed",
    "cancelled": "Cancelled",
    "running": "Running",
    "waiting": "Waiting for people",
    "blocked": "Blocked",
    "queued": "Queued",
}
ENDED = ("succeeded", "failed", "cancelled")

#: Of what is refused before any page sees it. Nothing was done in each case.
REFUSED = {
    "method": "This page can be read and its forms can be sent, nothing else.",
    "elsewhere": "This form was not sent by a page of this inbox, so nothing was done. Open the inbox and try it "
    "there.",
    "no_form": "This is no form of this inbox. Nothing was done.",
    "too_large": "This form holds more than 1 MB, or more than 2,000 fields. Nothing was sent. Go back: what you typed "
    "is still there.",
    "too_slow": "Your browser took too long to send this, so nothing was done. Go back, and send it again.",
    "not_from_proxy": "This inbox is entered through the proxy in front of it only, where you log in.",
    "unnamed": "The proxy in front of this inbox did not say who you are. Tell whoever runs it.",
    "not_home": "This inbox is for whoever sits at its machine, and for nobody else: no proxy, no other name of it.",
}
NOBODY = "{person} is nobody who answers here: the owner runs `adjourn people add {person}`."

#: Titles of pages that say one thing.
TITLES = {
    200: "Done",
    400: "Not a form",
    403: "Not possible",
    404: "Nothing here",
    405: "Not possible",
    408: "Too slow",
    413: "Too large",
    415: "Not a form",
    429: "Too often",
    500: "A mistake of ours",
    503: "The database does not answer",
}

NO_PAGE = "There is no such page. Maybe the address was cut."
NO_REQUEST = "There is no request {id}, or it belongs to a team that you are not in."
BELONGS_TO = "Request {id} belongs to {team} now. Only its members see it."
NO_JOB = "There is no such job, or it asks nothing that is for you."
NO_BATCH = "There is no such batch, or it asks no team that you lead. Who submitted it sees it, too."
MISTAKE = (
    "Something went wrong here that is not your fault. Nothing was sent. Whoever runs this page finds the "
    "reason in its log."
)
MISTAKE_LATE = (
    "Something went wrong here that is not your fault, and it is not known whether what you sent has arrived: look "
    "before you send it again. Whoever runs this page finds the reason in its log."
)
AWAY = "Nothing was sent. This page tries again by itself every 5 seconds."
UNCLEAR = (
    "What you sent was on its way when the connection broke, so it is not known yet whether it has arrived. This page "
    "tries again by itself every 5 seconds: sending the same twice does no harm."
)

WRONG_LOGIN = "This name and password do not belong together."
WRONG_TOKEN = "This is not the token of this page. The address that adjourn up prints has it."  # noqa: S105
TOO_MANY_TRIES = "That was tried too often. Wait five minutes, then try again."
LOGGED_OUT = "You are logged out."
LOGGED_OUT_EVERYWHERE = "You are logged out, on all devices."
SESSION_LOST = "You were logged out in between. Log in, and what you typed is still there: nothing was sent yet."
STALE = "This page was out of date, so nothing was sent. Look at it once more, then press Send again."
TOO_MANY_ANSWERS = "That were more than 60 answers in a minute. Nothing was sent. Wait a moment, then press Send again."

CHOOSE = "Choose one of the answers."
CHOOSE_FOR = "Choose what to do with call {number}."
NEEDS_TEXT = "This answer needs a text."
NEEDS_ANSWER = "Write an answer."
TWO_ANSWERS = "There is an answer in the form and another one in the box for JSON. Empty one of the two."
NO_CHANGE = "Nothing was changed. Approve it as it is, or change something."
TYPE_AMOUNT = "Type the amount to approve it: {amount} is more than its limit."
OTHER_AMOUNT = "You typed {typed}, but the amount is {amount}. Look at it again."
LOOK_AGAIN = "Nothing was sent yet. What you changed is marked below: look at it, then press Send exactly this."
CHANGED_AFTER = "You changed something after looking, so nothing was sent yet. Look once more at what is marked below."
OTHERWISE = "This is asked in other words by now, so nothing was sent. Read it once more, then press Send again."
INSTEAD = "What you typed is filled in, as far as it fits here. Nothing was sent yet."
ANOTHERS = "{person} has this question. If you want to answer it all the same, press Send once more."
NOTHING_SENT = "The connection to the database broke, and nothing was sent. Press Send again."

TAKEN = "You have it now."
RELEASED = "You let it go. Anybody of its team may take it."
ASSIGNED = "{person} has it now."
PASSED_ON = "It belongs to {team} now."
NOTED = "Your note is in the history. The graph never sees it."
NOTE_EMPTY = "Write something into the note first."
PUT_OFF = "It is put off for {time}. It stays due when it is due."
SHOWN_AGAIN = "It is in your list again."
PICK_SOMEBODY = "Choose a person first."
PICK_TEAM = "Choose a team first."
PICK_TIME = "Choose until when."

#: What becomes of questions by a choice: “37 will be approved”. By others they are answered with it.
MANY_AS = {
    "approve": "approved",
    "accept": "accepted",
    "reject": "rejected",
    "ignore": "ignored",
    "continue": "continued",
    "stop": "stopped",
}
MANY_TEXT = "The same text for each"
MANY_MOST = "At most {most} questions can be answered together, and these are {count}. Nothing was sent."
MANY_LONG = "It is too long for one line."
MANY_TWICE = "It has to be looked at by itself: {said}."
MANY_FOUR_EYES = "It is not for who asked for its job, so it is answered by itself."
MANY_ALONE = "By its rules it is answered by itself."
MANY_BACK = "An earlier answer to it came back: read why before you answer again."
MANY_ANSWERED = "{person} has answered it already. The first answer counts."
MANY_ANOTHERS = "{person} has it."
MANY_CALLS = "It asks about {count} calls at once, each with an answer of its own."
MANY_FORM = "It is answered with a form of its own."
MANY_OTHERWISE = "It offers other answers than the rest."
MANY_LEFT_OUT = "You left it out."
MANY_UNSEEN = "It was not among those that you saw as ready."
MANY_NOTHING = "None is ticked. Tick those that you want to answer."
MANY_NUMBER = "Type how many are ticked, to say that you mean all of them."
MANY_WRONG = "You typed {typed}, but {count} were ticked. Look again, then type how many you mean."
MANY_FEWER = (
    "Nothing was sent yet: not all of them take this answer. Those that stay open are named below now. Look again, "
    "then type the new number."
)
OTHER_WORDS_NOW = "It is asked in other words since you looked at it."
TOO_MANY_BULKS = "You sent this often within a minute. Nothing was sent. Wait a moment, then press Send again."

#: What became of an answer that one has sent.
WENT = {"resumed": "is with the graph, which has used it.", "answered": "is on its way to the graph."}


def went(status: str) -> str:
    return WENT.get(status, f"is {status}.")


NEW = "{count} new: show"
ASKS = "It asks a person."
HAS_ENDED = "The job has {status}."
ANSWERED = "{person} has answered this. The first answer counts."
OTHER_WORDS = "This is asked in other words by now. Press Send to see what is different: nothing is sent yet."
CLOSED = "This is {status} by now. There is nothing to do any more."
