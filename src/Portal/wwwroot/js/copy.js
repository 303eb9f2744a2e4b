// Copies what an input holds. False: the browser does not allow it (the page is not on https or localhost); the text is selected then.
export async function copy(input) {
  try {
    await navigator.clipboard.writeText(input.value);
    return true;
  } catch {
    input.focus();
    input.select();
    return false;
  }
}
