// Sends POST requests with JSON bodies by fetch.
const [, , ...words] = process.argv;
for (let each = 0; each < words.length; each += 2) {
  const response = await fetch(words[each], {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: words[each + 1],
  });
  console.log(`${response.status} ${await response.text()}`);
}
