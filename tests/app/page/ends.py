"""When what Gradio was asked to do for a page has ended, which nothing on the page tells; and a page told of that late."""

from playwright.sync_api import Page

_SCRIPT = """() => {
    const plain = window.fetch, ended = new Set(), begun = [];
    let gate = null, open = null;
    const held = new Set(), joins = [];
    window.ends = {
        hold: () => void (gate = new Promise((resolve) => (open = resolve))),
        letGo: () => { gate = null; open(); },
        all: () => begun.length > 0 && begun.every((id) => ended.has(id)),
        last: () => ended.has(begun.at(-1)),
    };
    async function join(answer, isHeld) {
        const { event_id: id } = await answer.json();
        begun.push(id);
        if (isHeld) held.add(id);
    }
    function late() {
        let rest = "";
        return new TransformStream({
            async transform(piece, on) {
                const messages = (rest + piece).split("\\n\\n");
                rest = messages.pop();
                for (const message of messages) {
                    const end = message.includes('"process_completed"') && JSON.parse(message.slice("data:".length));
                    if (end) {
                        await Promise.all(joins);
                        if (held.has(end.event_id)) await gate;
                        ended.add(end.event_id);
                    }
                    on.enqueue(`${message}\\n\\n`);
                }
            },
        });
    }
    window.fetch = async (...asked) => {
        const isHeld = gate !== null, path = String(asked[0].url ?? asked[0]);
        const answer = await plain(...asked);
        if (path.includes("/queue/join") && answer.ok) joins.push(join(answer.clone(), isHeld));
        if (!path.includes("/queue/data")) return answer;
        const told = answer.body.pipeThrough(new TextDecoderStream()).pipeThrough(late());
        return new Response(told.pipeThrough(new TextEncoderStream()), { headers: answer.headers });
    };
}"""


class Ends:
    """Of what this page asks for from now on: it is loaded anew."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.add_init_script(f"({_SCRIPT})()")
        page.reload()
        page.wait_for_function("() => window.ends.all()")  # what it begins with

    def hold(self) -> None:
        """Keeps the ends of what is asked for from now on, and all that comes after them, from the page."""
        self._page.evaluate("window.ends.hold()")

    def let_go(self) -> None:
        self._page.evaluate("window.ends.letGo()")

    def wait(self) -> None:
        """Until what was asked for last has ended."""
        self._page.wait_for_function("() => window.ends.last()")
