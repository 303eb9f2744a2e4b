/** Calls `then` after so many ms. What it returns calls it off. */
export type Delay = (ms: number, then: () => void) => () => void;

export const afterMs: Delay = (ms, then) => {
  const id = setTimeout(then, ms);
  return () => {
    clearTimeout(id);
  };
};
