// Finds text that is hard to read: of less contrast to its ground than WCAG 2.2 asks for (1.4.3, AA).
() => {
  const LEAST = 4.5;
  const numbers = (color) => color.match(/[\d.]+/g).map(Number);
  const withAlpha = ([red, green, blue, alpha = 1]) => [red, green, blue, alpha];
  const over = (top, ground) => [0, 1, 2].map((i) => top[i] * top[3] + ground[i] * (1 - top[3]));
  const luminance = (color) => {
    const [red, green, blue] = color.map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  // As it looks when everything has come to rest.
  for (const each of document.getAnimations()) {
    if (each.effect.getComputedTiming().iterations !== Infinity) each.finish();
  }

  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = "Canvas";
  const canvas = numbers(getComputedStyle(probe).color);
  probe.remove();

  // Of each element once: texts share what they stand in.
  const known = new Map([[null, { ground: canvas, opacity: 1 }]]);
  const below = (element) => {
    if (!known.has(element)) {
      const around = below(element.parentElement);
      const style = getComputedStyle(element);
      const ground = over(withAlpha(numbers(style.backgroundColor)), around.ground);
      known.set(element, { style, ground, opacity: around.opacity * Number(style.opacity) });
    }
    return known.get(element);
  };

  const unreadable = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (texts.nextNode()) {
    const text = texts.currentNode.data.trim();
    const element = texts.currentNode.parentElement;
    if (!text || element.closest("script, style, noscript, template, svg")) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const { style, ground, opacity } = below(element);
    const [red, green, blue, alpha] = withAlpha(numbers(style.color));
    const ink = over([red, green, blue, alpha * opacity], ground);
    const [light, dark] = [luminance(ink), luminance(ground)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    seen += 1;
    if (contrast < LEAST) {
      unreadable.add(`${contrast.toFixed(2)}: ${element.tagName} ${text.slice(0, 40)} (${style.color} on ${ground.map(Math.round)})`);
    }
  }
  return { seen, unreadable: [...unreadable] };
}
