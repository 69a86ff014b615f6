// What the page does besides being read: search, choose, sort, unfold, and draw. Without it everything is shown.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const projects = [...document.querySelectorAll(".project")];
  const list = $("projects"), empty = $("empty"), said = $("said");

  // ---- unfolding
  for (const why of document.querySelectorAll("tr.why")) why.hidden = true;
  list.addEventListener("click", (e) => {
    const button = e.target.closest("button.unfold");
    if (!button) return;
    const why = $(button.getAttribute("aria-controls"));
    why.hidden = !why.hidden;
    button.setAttribute("aria-expanded", String(!why.hidden));
  });

  // ---- search and verdicts
  const norm = (s) => s.normalize("NFKC").toLowerCase();
  const text = projects.map((p) => norm(p.querySelector("h2").textContent));
  const rows = projects.map((p) => [...p.querySelectorAll("tr.item")].map((tr) => ({
    tr, why: tr.nextElementSibling, verdict: tr.dataset.verdict, text: norm(tr.textContent),
    button: tr.querySelector("button.unfold"),
  })));
  const choose = () => {
    const words = norm($("find").value).split(/\s+/).filter(Boolean);
    const verdicts = new Set([...document.querySelectorAll("#verdicts input:checked")].map((i) => i.value));
    let shown = 0, items = 0;
    projects.forEach((p, i) => {
      const named = words.length > 0 && words.every((w) => text[i].includes(w));
      let any = 0;
      for (const r of rows[i]) {
        const fits = verdicts.has(r.verdict) && (named || words.every((w) => text[i].includes(w) || r.text.includes(w)));
        r.tr.hidden = !fits;
        r.why.hidden = !fits || r.button.getAttribute("aria-expanded") !== "true";
        any += fits;
      }
      const all = verdicts.size === document.querySelectorAll("#verdicts input").length;
      p.hidden = !(any || (rows[i].length === 0 && all && (named || !words.length)));
      shown += !p.hidden;
      items += any;
    });
    empty.hidden = shown > 0;
    said.textContent = data.found.replace("{0}", shown).replace("{1}", items);
  };
  let waiting;
  $("find").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(choose, 80); });
  $("verdicts").addEventListener("change", choose);
  $("tools").addEventListener("submit", (e) => { e.preventDefault(); choose(); });
  $("tools").hidden = false;

  // ---- order
  const number = (p, key) => (p.dataset[key] === "" ? null : Number(p.dataset[key]));
  const by = {
    given: (a, b) => a.dataset.at - b.dataset.at,
    name: (a, b) => a.querySelector("h2").textContent.localeCompare(b.querySelector("h2").textContent, document.documentElement.lang),
    low: (a, b) => order(number(a, "score"), number(b, "score"), 1),
    high: (a, b) => order(number(a, "score"), number(b, "score"), -1),
    rate: (a, b) => order(number(a, "rate"), number(b, "rate"), 1),
  };
  const order = (x, y, sign) => (x === null) - (y === null) || (x - y) * sign;
  $("order").addEventListener("change", () => {
    const sorted = [...projects].sort((a, b) => by[$("order").value](a, b) || by.given(a, b));
    list.append(...sorted);
  });

  // ---- charts
  const charts = [];
  const draw = () => {
    for (const c of charts.splice(0)) c.destroy();
    const css = getComputedStyle(document.documentElement), color = (n) => css.getPropertyValue(n).trim();
    Chart.defaults.color = color("--soft");
    Chart.defaults.borderColor = color("--line");
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.animation = false;
    Chart.defaults.maintainAspectRatio = false;
    if ($("spending") && data.spending.length) charts.push(new Chart($("spending"), {
      type: "line",
      data: {
        labels: data.spending.map((p) => p.date),
        datasets: [
          { label: data.planned, data: data.spending.map((p) => p.planned), borderColor: color("--soft"), backgroundColor: color("--soft"), borderDash: [6, 4], pointStyle: "rectRot" },
          { label: data.spent, data: data.spending.map((p) => p.actual), borderColor: color("--accent"), backgroundColor: color("--accent"), spanGaps: false },
        ],
      },
      options: { plugins: { legend: { labels: { usePointStyle: true, pointStyle: "line" } } }, scales: { y: { beginAtZero: true, suggestedMax: 100, ticks: { callback: (v) => v + "%" } } } },
    }));
    if ($("scores") && data.scores.length) charts.push(new Chart($("scores"), {
      type: "bar",
      data: {
        labels: data.scores.map((p) => p.name),
        datasets: [{ label: data.points, data: data.scores.map((p) => p.score), backgroundColor: data.scores.map((p) => color(["--good", "--accent", "--wait", "--bad"][Math.min(p.place, 3)])) }],
      },
      options: {
        indexAxis: "y", plugins: { legend: { display: false } },
        scales: { x: { beginAtZero: true, max: 100 }, y: { ticks: { autoSkip: false, callback(v) { const s = this.getLabelForValue(v); return s.length > 14 ? s.slice(0, 13) + "…" : s; } } } },
      },
    }));
  };
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
