"""The list of documents, page by page, and what is done to the folder from it."""

from html import escape as exact

from app.collection import Collections, Served
from app.documents.fragments import Speaker, lines_html, list_html, step_html
from app.documents.listing import listed, wanted
from app.documents.originals import TEXT_HEADERS
from app.documents.rebuild import Step
from app.documents.words import report_said
from app.errors import for_readers
from app.web.routes import Sent, View, Visit
from app.words.catalogue import said, told
from index.errors import CiteseedError

_MISSING = said("problems.no_list")


def listing_views(collections: Collections) -> list[View]:
    """Those of the Documents tab, of the collection that is named: they come before those of a single document."""

    def rows(visit: Visit) -> Sent:
        served, wish = collections.chosen(visit.query), wanted(visit.query)
        snapshot, folder = served.live.bot.snapshot, served.folder
        contents, looking = folder.contents(snapshot, visit.query.get("again") == "1")
        built_at, name = str(snapshot.manifest["built_at"]), folder.root.name
        page = listed(contents.rows, wish)
        html = list_html(
            contents,
            page,
            wish,
            name,
            built_at,
            foreign=folder.foreign(snapshot),
            read_only=folder.read_only,
            looking=looking,
            language=visit.language,
        )
        return _sent(html)

    def building(visit: Visit) -> Sent:
        return _building(collections.chosen(visit.query), visit.language)

    def read_again(visit: Visit) -> Sent:
        served = collections.chosen(visit.form)
        served.folder.rebuild()
        return _building(served, visit.language)

    def delete(visit: Visit) -> Sent:
        folder, source = collections.chosen(visit.form).folder, visit.form.get("source", "")
        removed, say = folder.remove([source]), Speaker(visit.language)
        if removed.removed:
            folder.rebuild()
            return _sent(f"<p>{say.around('documents.deleted', 'name', f'<bdi>{exact(source)}</bdi>')}</p>")
        kept = (said("documents.not_deleted", name=name, reason=why) for name, why in removed.kept)
        return _sent("".join(f"<p>{exact(told(line, visit.language))}</p>" for line in kept))

    return [
        View("/documents", rows, _MISSING),
        View("/documents/building", building, _MISSING),
        View("/documents/building", read_again, _MISSING, "POST"),
        View("/documents/delete", delete, _MISSING, "POST"),
    ]


def _building(served: Served, language: str) -> Sent:
    """How far the last build is, or what came of it."""
    live, running = served.live, served.folder.building
    fault = live.fault
    generation = live.bot.snapshot.generation
    is_running, html = running is not None and running.is_running, ""
    if running and is_running:
        html = step_html(running.step, language)
    elif running and (error := running.outcome.exception()):
        html = lines_html(said("reading.not_again", error=_reason(error, language)), language=language)
    elif running:
        report = running.outcome.result()
        is_running = report.generation > generation and not fault  # it is being loaded
        html = step_html(Step(), language) if is_running else lines_html(*report_said(report), language)
    if fault:
        html += lines_html(for_readers(fault, language))
    return _sent(f'<div class="{"running" if is_running else "over"}" data-generation="{generation}">{html}</div>')


def _reason(error: BaseException, language: str) -> str:
    if isinstance(error, CiteseedError):
        return for_readers(error, language)
    return told(said("problems.inside"), language)


def _sent(fragment: str) -> Sent:
    return Sent(fragment, TEXT_HEADERS)
