import { useEffect, useState } from "preact/hooks";
import { part } from "../data/parts";

/** A part of the report while it is shown: nothing at first, then what was found or why it was not. */
export function usePart<T>(url: string | undefined): { found?: T; problem?: string } {
  const [state, setState] = useState<{ url?: string; found?: T; problem?: string }>({});
  useEffect(() => {
    if (!url) return;
    let wanted = true;
    part<T>(url).then(
      (found) => wanted && setState({ url, found }),
      (reason: unknown) => wanted && setState({ url, problem: reason instanceof Error ? reason.message : String(reason) }),
    );
    return () => void (wanted = false);
  }, [url]);
  return state.url === url ? state : {};
}
