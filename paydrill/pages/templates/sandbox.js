"use strict";
// The same page of another sandbox.
document.getElementById("sandbox").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const path = `${form.dataset.root}/~${form.elements.sandbox.value}/${form.dataset.page}`;
  location.assign(path + location.search + location.hash);
});
