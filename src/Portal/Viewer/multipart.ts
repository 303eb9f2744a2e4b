/**
 * The first part's body of a multipart/related response (PS3.18 section 8.7.3.3), or the whole body where the response is not multipart.
 * Throws a RangeError where the body is cut off.
 */
export function firstPart(contentType: string, body: Uint8Array): Uint8Array {
  if (!/^multipart\//i.test(contentType)) {
    return body;
  }
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) {
    throw new RangeError('The multipart response names no boundary.');
  }
  const delimiter = new TextEncoder().encode(`--${boundary}`);
  const start = indexOf(body, delimiter, 0);
  const headersEnd = start < 0 ? -1 : indexOf(body, crlfcrlf, start);
  if (headersEnd < 0) {
    throw new RangeError('The multipart response has no part.');
  }
  const from = headersEnd + crlfcrlf.length;
  // Pixels may contain any bytes: only a delimiter on a line of its own ends the part.
  const end = indexOf(body, new TextEncoder().encode(`\r\n--${boundary}`), from);
  if (end < 0) {
    throw new RangeError('The multipart response ends before its part does.');
  }
  return body.subarray(from, end);
}

const crlfcrlf = new Uint8Array([13, 10, 13, 10]);

function indexOf(haystack: Uint8Array, needle: Uint8Array, from: number): number {
  const first = needle[0] ?? 0;
  for (let at = haystack.indexOf(first, from); at >= 0; at = haystack.indexOf(first, at + 1)) {
    let same = 1;
    while (same < needle.length && haystack[at + same] === needle[same]) {
      same++;
    }
    if (same === needle.length) {
      return at;
    }
  }
  return -1;
}
