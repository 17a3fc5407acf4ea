/** A long name may be broken after a dot or an underscore, and nowhere else. */
export function Name({ text }: { text: string }) {
  return <>{text.split(/(?<=[._])/).map((each, place) => <>{place > 0 && <wbr />}{each}</>)}</>;
}
