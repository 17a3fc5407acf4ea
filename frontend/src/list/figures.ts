// Numbers in words, as `quantity` of `reporters/plain.py` says them, so that the list and the page above it agree.

export function quantity(value: number, unit = ""): string {
  const shown = figures(value, unit);
  return unit ? `${shown} ${unit}` : shown;
}

function figures(value: number, unit: string): string {
  if (unit === "ms" || Number.isInteger(value)) return grouped(Math.round(value), 0);
  if (unit === "s") return grouped(value, 2);
  if (Math.abs(value) >= 1000) return grouped(Math.round(value), 0);
  return String(Number(value.toPrecision(3)));
}

function grouped(value: number, digits: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** `4.8 s`, `1 min 20 s`. */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole % 60 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${whole / 60} min`;
}

/** `1 scenario`, `2,000 scenarios`. */
export function many(count: number, one: string): string {
  return `${grouped(count, 0)} ${one}${count === 1 ? "" : "s"}`;
}
