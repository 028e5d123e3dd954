/* Draws each chart from the table below it. Without this file, or without the library, the table says it all. */
(() => {
  const FONT = getComputedStyle(document.body).fontFamily;
  const isRight = document.documentElement.dir === "rtl";
  const drawn = [];

  /* The table below: a name for each line, the earliest week first, and the columns that have a tone. */
  const read = (box) => {
    const tones = box.dataset.tones.split(",");
    const table = box.parentElement.querySelector("table");
    const heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
    const lines = [...table.tBodies[0].rows].filter((row) => row.cells.length === heads.length + 1);
    const weeks = lines.map((row) => row.cells[0].querySelector("time"));
    if (weeks.every(Boolean)) lines.reverse();
    const name = (row) => row.cells[0].querySelector("time")?.dataset.short ?? row.cells[0].textContent.trim();
    const series = tones.flatMap((tone, place) => tone === "" ? [] : [{
      tone,
      label: heads[place],
      cells: lines.map((row) => row.cells[place + 1]),
    }]);
    return { labels: lines.map(name), series };
  };

  const number = (cell) => Number.parseFloat(cell.textContent.replace(/[^\d.]/g, "")) || 0;

  /* What is told by colour is told by lines as well. */
  const filled = (context, tone, colour) => {
    if (tone !== "pale" && tone !== "soft") return colour;
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 8, 8);
    pen.strokeStyle = "rgb(255 255 255 / 55%)";
    pen.lineWidth = 1.5;
    pen.beginPath();
    if (tone === "pale") { pen.moveTo(0, 8); pen.lineTo(8, 0); } else { pen.moveTo(4, 0); pen.lineTo(4, 8); }
    pen.stroke();
    return context.createPattern(tile, "repeat");
  };

  const draw = (box) => {
    box.hidden = false;
    const canvas = box.querySelector("canvas");
    /* A colour as it is computed, whatever it was made from. */
    const probe = document.createElement("span");
    box.append(probe);
    const colour = (name) => { probe.style.color = `var(--chart-${name})`; return getComputedStyle(probe).color; };
    const { labels, series } = read(box);
    const isBars = box.dataset.chart === "bars";
    const words = colour("words");
    const grid = { color: colour("line"), drawTicks: false };
    const ticks = { color: words, font: { family: FONT, size: 12 }, precision: 0, padding: 6 };
    const long = (label) => label.length > 26 ? `${label.slice(0, 25)}…` : label;
    const named = {
      grid: { display: false }, border: { color: colour("line") }, stacked: true,
      ticks: { ...ticks, autoSkip: !isBars, maxRotation: 0, autoSkipPadding: 8, callback(value) { return long(this.getLabelForValue(value)); } },
    };
    const counted = { grid, border: { display: false }, stacked: true, beginAtZero: true, ticks: { ...ticks, maxTicksLimit: 6 } };
    /* Time and figures run with the writing: from right to left the first week stands on the right. */
    const scales = isBars
      ? { x: { ...counted, reverse: isRight }, y: { ...named, position: isRight ? "right" : "left" } }
      : { x: { ...named, reverse: isRight }, y: { ...counted, position: isRight ? "right" : "left" } };
    if (isBars) box.style.blockSize = `${Math.max(6, labels.length * 1.9 + (series.length > 1 ? 5 : 3))}rem`;
    const context = canvas.getContext("2d");
    const chart = new Chart(canvas, {
      type: "bar",
      data: {
        labels,
        datasets: series.map((one) => ({
          label: one.label,
          data: one.cells.map(number),
          backgroundColor: filled(context, one.tone, colour(one.tone)),
          maxBarThickness: 36,
        })),
      },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        /* The last label of a row may reach beyond it. */
        layout: { padding: isRight ? { left: 14 } : { right: 14 } },
        indexAxis: isBars ? "y" : "x",
        locale: document.documentElement.lang,
        scales,
        plugins: {
          legend: {
            display: series.length > 1, position: "bottom", rtl: isRight, align: "start",
            labels: { color: words, font: { family: FONT, size: 12 }, boxWidth: 14, boxHeight: 10 },
          },
          tooltip: { rtl: isRight, textDirection: isRight ? "rtl" : "ltr", bodyFont: { family: FONT }, titleFont: { family: FONT } },
        },
        /* A column leads where its figure in the table does. */
        onClick: (_event, hit) => { if (hit.length) series[hit[0].datasetIndex].cells[hit[0].index].querySelector("a")?.click(); },
        onHover: (event, hit) => {
          const leads = hit.length && series[hit[0].datasetIndex].cells[hit[0].index].querySelector("a");
          event.native.target.style.cursor = leads ? "pointer" : "";
        },
      },
    });
    probe.remove();
    drawn.push({ box, chart });
  };

  const again = () => {
    for (const { chart } of drawn.splice(0)) chart.destroy();
    for (const box of document.querySelectorAll("[data-chart]")) draw(box);
  };

  if (typeof Chart === "undefined") return;
  document.fonts.ready.then(again);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  addEventListener("beforeprint", () => { for (const { chart } of drawn) chart.resize(); });
  addEventListener("afterprint", () => { for (const { chart } of drawn) chart.resize(); });
})();
