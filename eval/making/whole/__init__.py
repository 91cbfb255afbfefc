"""A made-up folder of an organisation's files, and questions about all of it with their true answers.

`python -m eval.making.whole OUT --seed N [--files 1000] [--questions 300]` writes `OUT/docs/` and
`OUT/questions.jsonl`, the same bytes for the same numbers. The answers come from what the files were made from, or from
a scan of all of them in `scan`, never from the code that is to be judged by them.

**The folder.** Letters, emails, memos, minutes, contracts, release notes, policies, price lists, profiles and guides,
in `<kind>/<year>/`, or `<kind>/` for profiles and guides, which have no date. `tables/` holds three large tables and
four small awkward ones. Tables have no date and are of no kind, but they are documents: what a cell says is mentioned.
The last day of the world, its "now", is 30 September 2026. Some files are copies of another one, named `..._copy` or
put in `shared/`; some are damaged or empty. Amendments are contracts.

**A question** is a line of JSON: `id`, `kind`, `form` (which list of wordings it was made with), `question`, `wordings`
(the same question otherwise), `history` (turns before it: `role`, `content`) and `answer`.

**What counts.** A *mention* of a term is its whole word, or its words with any white space between them, in any case,
in the title or the text of a document, cells of tables included: of a topic in any inflection or spelling (licence,
licenses), of a name as it is, also with 's. Words that only begin alike (arbitrary), names that share a part with it
(Oakmerton) and sentences that mean the same don't count, nor do names of files. A document counts once; so do copies,
as the file whose name sorts first, which is the one that answers list. A *quoted phrase* is there if it is with white
space and case folded, nothing else. *About* and *on* a term are those that mention it; `titled` are those of them that
have it in the title. An *occurrence* of a reference is each place that has it as whole words (Title 42, not Title 421).
"in 2024" are documents dated then; "since" and "from ... on" begin with the first day of the month, "before" ends
before it, "until the end of" includes it, "from ... to" and "between" include both months. A document without a date is
in none. *By* or *from* a person is what names that person as its sender. *Attended* are those listed as present. *Files
that can't be read* are in no count. Wordings name a topic in any of its forms.

**Answers**, by kind:

- `mention_count`, `mention_list`, `phrase`, `documents_filtered`, `typo_count` (with `meant`), `filtered` but for the
  form `ordinary`: `{count, documents}`; `documents` are all of them, sorted.
- `occurrences`: `{count, by_document, documents}`.
- `people_list`: `{people, documents}`.
- `table_sum`, `table_mean`, `table_median`, `table_min`, `table_max`, `table_count`: `{value, unit, rows, document}`.
  Figures are rounded to hundredths. `rows` are lines of the file, the first line being 1, that it is worked out from,
  rows of subtotals and totals never among them; of a minimum or maximum those that have it. The form `distinct` has
  `values` instead.
- `table_top`: `{values, unit, rows, document}` in order. `table_filter`: `{count, rows, document}`. `table_group`:
  `{groups, unit, document}`. `table_lookup`: `{value, unit, rows, document}`, without rows for a table in a document.
- `ambiguous_column`: the form `column` `{ask_back, value: null, document}`: to ask which of the columns is meant; the
  form `dates` `{certain, rows, uncertain, value: null, document}`: so many rows for certain, and rows whose date can be
  read in two ways, one of them in the month asked for.
- `column_missing`: `{value: null, missing, document}`: nothing may be claimed.
- `mixed_currency`: `{totals, value: null, rows, document}`: a sum for each currency, or that there is none over both.
- `most_least`: `{winners, value}` and what it rests on; all that are even win.
- `latest`: `{documents}`, newest first, and `value` for a version.
- `validity`: `{value, unit, document, sentence, overruled, later}`. `overruled` are the figures that held before,
  each with its document; `later` are those that begin after the day asked for, agreed already or not.
- `compare`: `{changed: [[old, new, what]], added, removed, documents}`, over all that the two documents list; what an
  added or removed item costs is no change.
- `corpus`: `topic` and `year` as counts (`none`: there is nothing); `authors` `{people, by_document, documents}` of the
  documents listed in the turn before; `unreadable` `{unreadable, empty}`; `number` `{count, copies, unreadable,
  files}`, where `count` is of documents that hold text, copies left out; `kinds` `{count, documents}`.
- `ordinary`, `trap`, and the form `ordinary` of `filtered`: `{sentence, value, document}`. One sentence of one document
  answers them; nothing may be counted or listed, though traps look as if it were to be.
"""
