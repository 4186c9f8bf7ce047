// Tells "changed" at first and whenever something has changed, and "away" while the server doesn't
// answer.

export function changes(tell) {
  const source = new EventSource("/phones/stream");
  source.onmessage = () => tell("changed");
  source.onerror = () => {
    tell("away");
    // After a refusal, such as a proxy's, a browser doesn't try again by itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(changes, 3000, tell);
  };
}
