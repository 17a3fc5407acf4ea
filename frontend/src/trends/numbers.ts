// Levels in words, as `reports` write them (`number_words.share` and `plain.quantity` in Python).
import type { Metric } from "./data";

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const hundredths = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const tenths = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** `812 ms`, `97.2 %`, `0.083`; `–` where there is none. */
export function shown(value: number | null | undefined, unit: Metric["unit"]): string {
  if (value === null || value === undefined) return "–";
  if (unit === "%") return `${share(value)} %`;
  const words = unit === "s" && !Number.isInteger(value) ? hundredths.format(value) : plainly(value, unit);
  return unit ? `${words} ${unit}` : words;
}

function share(value: number): string {
  if (value > 0 && value < 0.0005) return "< 0.1";
  if (value >= 0.9995 && value < 1) return "> 99.9";
  return tenths.format(100 * value);
}

function plainly(value: number, unit: string): string {
  if (unit === "ms" || Number.isInteger(value) || Math.abs(value) >= 1000) return grouped.format(value);
  return String(Number(value.toPrecision(3)));
}
