"""Messages in the exports of chat programs: who said what, and when, whatever the program calls these. Pure."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import chain
from typing import Any

from index.formats.structured.moments import in_words
from index.formats.tabular.rows import label
from index.language.tidy import one_line

_AUTHORS = ("user_profile", "author", "sender", "sender_name", "from", "user", "username", "speaker", "role", "actor")
_NAMES = ("real_name", "display_name", "nickname", "name", "username", "first_name", "role", "email", "id")
_TEXTS = ("text", "content", "body", "message", "msg")
_TIMES = (
    "ts", "timestamp", "date", "datetime", "time", "created_at", "createdAt", "create_time", "sent_at", "timestamp_ms",
)  # fmt: skip
_ROLES = frozenset("user assistant system human ai bot model tool developer".split())
_SHARED = ("files", "attachments", "media", "photos", "embeds", "file")  # what is sent along
_SHARED_NAMES = (
    "name", "title", "filename", "file_name", "fileName", "text", "fallback", "description", "extracted_content",
)  # fmt: skip
_TECHNICAL = frozenset(
    """type subtype id uuid client_msg_id team user_team source_team blocks thread_ts parent_user_id reply_count
    reply_users reply_users_count latest_reply is_locked subscribed last_read replies date_unixtime edited_unixtime
    from_id actor_id bot_id app_id bot_profile parent_message_uuid status end_turn weight metadata recipient update_time
    updated_at edited channel text_entities ispinned mentions timestampedited is_starred upload display_as_bot
    inlineemojis stickers is_geoblocked_for_viewer is_unsent_image_by_messenger_kid_parent truncated index parent
    children""".split()
)
_OF_TICKETS = ("status", "state", "title", "subject", "number", "priority")  # an object that has one is no message
_MOST_OTHERS = 6  # fields beside these: an object of more is no message
_SHARE = 0.8  # of the entries of a list that must be messages
_MENTION = re.compile(r"<@(\w+)(?:\|([^<>]*))?>")
_CHANNEL = re.compile(r"<#\w+\|([^<>]+)>")
_LINK = re.compile(r"<((?:https?|mailto):[^<>|\s]+)(?:\|([^<>]*))?>")


def is_chat(value: Any) -> bool:
    """Whether a value is a list of messages, each with its author and a time, or with the part that someone plays."""
    entries = [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
    if not entries or len(entries) < _SHARE * len(value):
        return False
    said = [entry for entry in entries if _key(entry, _TEXTS)]
    messages = [entry for entry in said if _is_message(entry)]
    return len(messages) >= _SHARE * len(said) and 2 * len(said) >= len(entries) and bool(messages)


def is_tree(value: Any) -> bool:
    """Whether an object is a conversation whose messages name those that follow them."""
    nodes = value.get("mapping") if isinstance(value, dict) else None
    return isinstance(nodes, dict) and any(isinstance(node, dict) and "message" in node for node in nodes.values())


def of_tree(nodes: dict[str, Any]) -> list[Any]:
    """The messages of such a conversation in order, with those of its other branches."""
    known = {name: node for name, node in nodes.items() if isinstance(node, dict)}
    pending = [name for name in reversed(known) if known[name].get("parent") not in known]
    messages, seen = [], set()
    for name in chain(_taken(pending), known):  # a node that nothing leads to comes last
        if name in seen or name not in known:
            continue
        seen.add(name)
        messages.append(known[name].get("message"))
        children = known[name].get("children")
        pending += (
            [child for child in reversed(children) if isinstance(child, str)] if isinstance(children, list) else []
        )
    return [message for message in messages if isinstance(message, dict) and _said(message, {})]


def paragraphs(messages: list[Any]) -> Iterator[str]:
    """A paragraph a message: `Ravi Menon, March 5, 2024, 09:00 UTC: It moves to Thursday.`"""
    names = {
        str(message["user"]): name
        for message in messages
        if isinstance(message, dict) and isinstance(message.get("user"), str) and (name := _person(message))
    }
    for message in messages:
        if not isinstance(message, dict):
            if text := one_line(str(message or "")):
                yield text
            continue
        key = _key(message, _TIMES)
        author = _person(message)
        head = ", ".join(filter(None, (names.get(author, author), in_words("time", str(message[key])) if key else "")))
        said, others = _said(message, names), "; ".join(_others(message))
        if said or others:
            yield f"{head}: {said}{' ' if said and others else ''}{f'({others})' if others else ''}"


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _taken(pending: list[str]) -> Iterator[str]:
    while pending:
        yield pending.pop()


def _is_message(entry: dict[str, Any]) -> bool:
    if not (key := _key(entry, _AUTHORS)) or _key(entry, _OF_TICKETS):
        return False
    others = [name for name in entry if name.lower() not in _TECHNICAL and name not in (*_AUTHORS, *_TEXTS, *_TIMES)]
    by_role = key == "role" or _person(entry).lower() in _ROLES
    return (by_role or bool(_key(entry, _TIMES))) and len(others) <= _MOST_OTHERS


def _key(entry: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((name for name in names if entry.get(name) not in (None, "", [], {})), "")


def _person(message: dict[str, Any]) -> str:
    author = message.get(_key(message, _AUTHORS))
    if isinstance(author, dict):
        author = author.get(_key(author, _NAMES))
    return one_line(str(author)) if isinstance(author, str | int) else ""


def _said(message: dict[str, Any], names: dict[str, str]) -> str:
    text = _text(message.get(_key(message, _TEXTS)))
    if "<" in text or "&" in text:
        text = _MENTION.sub(lambda match: f"@{names.get(match[1]) or match[2] or match[1]}", text)
        text = _LINK.sub(lambda match: f"{match[2]} ({match[1]})" if match[2] else match[1], _CHANNEL.sub(r"#\1", text))
        text = unescape(text)
    return text.strip()


def _text(value: Any, depth: int = 5) -> str:
    """A text that may come in parts, of which those that are no text are named by their kind."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and depth:
        return "".join(_text(part, depth - 1) for part in value)
    if isinstance(value, dict) and depth:
        for key in ("parts", "text", "content", "value", "result"):
            if value.get(key):
                return _text(value[key], depth - 1)
        return f"({label(str(value.get('content_type') or value.get('type') or 'something that is no text'))})"
    return ""


def _others(message: dict[str, Any]) -> Iterator[str]:
    """What else a message says, and what was sent with it."""
    used = {_key(message, keys) for keys in (_AUTHORS, _TEXTS, _TIMES)} | {"user", "user_profile", "role", "author"}
    for key, value in message.items():
        if key in used or key.lower() in _TECHNICAL or value in (None, "", [], {}, False):
            continue
        if key in _SHARED or key == "reactions":
            parts = value if isinstance(value, list) else [value]
            said = [_shared(part) for part in parts]
        else:
            said = [in_words(key, str(leaf)) for leaf in _leaves(value, 5)]
        if text := one_line(", ".join(said)):
            yield f"{label(key)}: {text}"


def _shared(part: Any) -> str:
    return str(part.get(_key(part, _SHARED_NAMES)) or "one without a name") if isinstance(part, dict) else str(part)


def _leaves(value: Any, depth: int) -> Iterator[Any]:
    if isinstance(value, dict | list) and depth:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _leaves(inner, depth - 1)
    elif value not in (None, ""):
        yield value
