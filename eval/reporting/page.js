const search = document.getElementById("search");
const pick = document.getElementById("pick");
const kind = document.getElementById("kind");
const cases = [...document.querySelectorAll(".case")];
const count = document.getElementById("count");

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const item of cases) {
    const text = item.textContent.toLowerCase();
    const tags = item.dataset.tags.split("|");
    const fits = (!pick.value || tags.includes(pick.value)) && (!kind.value || item.dataset.type === kind.value)
      && words.every((word) => text.includes(word));
    item.hidden = !fits;
    shown += fits;
  }
  count.textContent = `${shown} of ${cases.length} cases`;
}

for (const control of [search, pick, kind]) control.addEventListener("input", filter);
filter();
