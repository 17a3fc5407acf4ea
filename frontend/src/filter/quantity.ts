// Numbers as people write them: `1500`, `1.5s`, `20%`, `−3`.
import type { NumberField } from "./words";

const WRITTEN = /^([-+−]?(?:\d[\d_]*)?(?:\.\d+)?(?:e[-+]?\d+)?)\s*([^\d\s]*)$/i;
const IN_MS: Record<string, number> = { ms: 1, s: 1000, sec: 1000, min: 60_000 };

/** The number in the field's own unit or, as a text, what is wrong with it. */
export function numberOf(text: string, field: NumberField): number | string {
  if (!text) return `nothing to compare ${field.name} with: write a number, as ${example(field)}`;
  const parts = WRITTEN.exec(text);
  const value = parts?.[1] ? Number(parts[1].replaceAll("_", "").replace("−", "-")) : Number.NaN;
  if (!parts || !Number.isFinite(value)) return `“${text}” is no number: write one as ${example(field)}`;
  const factor = factorOf((parts[2] ?? "").toLowerCase(), field.unit.toLowerCase());
  if (factor !== undefined) return value * factor;
  return `${field.name} is ${measured(field)}, not in “${parts[2]}”: write ${example(field)}`;
}

function factorOf(written: string, unit: string): number | undefined {
  if (!written || written === unit) return 1;
  if (written === "%") return unit === "" ? 0.01 : undefined;
  const [from, to] = [IN_MS[written], IN_MS[unit]];
  return from === undefined || to === undefined ? undefined : from / to;
}

function measured(field: NumberField): string {
  return field.unit ? `measured in ${field.unit}` : "a share or a count";
}

function example(field: NumberField): string {
  if (field.unit === "ms") return "1500 or 1.5s";
  if (field.unit === "s") return "12 or 500ms";
  return field.unit ? "3" : "0.2 or 20%";
}
