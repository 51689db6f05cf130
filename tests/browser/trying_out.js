// Tries an operation out twice, as a person does, with what its form holds. Answers what came.
async ([path, method]) => {
  const until = (found) => new Promise((resolve, reject) => {
    const started = performance.now();
    const look = () => {
      const it = found();
      if (it) resolve(it);
      else if (performance.now() - started > 10000) reject(new Error(`${method} ${path}: ${found}`));
      else requestAnimationFrame(look);
    };
    look();
  });
  const answered = () => window.ui.specSelectors.responseFor(path, method);
  // Swagger UI draws anew all that is unfolded whenever something changes: here one tag at a time.
  const tag = window.ui.specSelectors.operations()
    .find((each) => each.get("path") === path && each.get("method") === method)
    .getIn(["operation", "tags", 0], "default");
  for (const each of document.querySelectorAll(".opblock-tag")) {
    if ((each.dataset.isOpen === "true") !== (each.dataset.tag === tag)) each.click();
  }
  const block = await until(() => [...document.querySelectorAll(`.opblock-${method}`)].find(
    (each) => each.querySelector(".opblock-summary-path").dataset.path === path));
  block.querySelector(".opblock-summary-control").click();
  (await until(() => block.querySelector(".try-out__btn:not(.cancel)"))).click();
  const answers = [];
  for (const _ of [1, 2]) {
    const before = answered();
    (await until(() => block.querySelector("button.execute"))).click();
    await until(() => answered() !== before && answered()?.get("status"));
    answers.push(["url", "status", "text"].map((name) => answered().get(name)));
  }
  block.querySelector(".opblock-summary-control").click();
  return answers;
}
