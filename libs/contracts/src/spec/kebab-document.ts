import { jsonPointer, valueAt, type Path } from './json-pointer';

/** No valid spec is deeper; what lies below is left as it is. */
const MAX_DEPTH = 10;

/** Keys and list entries of a spec, all together: a thousand scenes of ten elements. It bounds the time that a spec takes. */
export const MAX_SPEC_VALUES = 100_000;

const kebab = (key: string): string => key.replaceAll('_', '-');

/** A JSON document with every key in kebab-case, that still knows how its writer spelled them. */
export class KebabDocument {
  /** The copy with kebab-case keys. */
  readonly value: unknown;
  /** Keys that were given in two spellings, as paths in the copy, with the spelling that was dropped. */
  readonly twice: { path: Path; key: string }[] = [];
  /** By object of the copy: its keys that were spelled otherwise. */
  private readonly spellings = new Map<object, ReadonlyMap<string, string>>();
  private valuesLeft = MAX_SPEC_VALUES;
  private outsized = false;

  constructor(input: unknown) {
    this.value = this.copy(input, []);
  }

  /** Whether there are more than {@link MAX_SPEC_VALUES}; the copy then ends somewhere. */
  get isOutsized(): boolean {
    return this.outsized;
  }

  /** A key of the copy's object at `path`, as its writer spelled it. */
  spelled(path: Path, key: PropertyKey): string {
    const name = String(key);
    const holder = valueAt(this.value, path);
    const spelling = typeof holder === 'object' && holder !== null ? this.spellings.get(holder) : undefined;
    return spelling?.get(name) ?? name;
  }

  /** RFC 6901 pointer to a place of the copy, in its writer's spelling. */
  pointerTo(path: Path): string {
    return jsonPointer(path.map((key, depth) => this.spelled(path.slice(0, depth), key)));
  }

  private copy(value: unknown, path: Path): unknown {
    if (typeof value !== 'object' || value === null || path.length > MAX_DEPTH) return value;
    return Array.isArray(value)
      ? this.copyList(value as unknown[], path)
      : this.copyObject(value as Record<string, unknown>, path);
  }

  private copyList(list: unknown[], path: Path): unknown[] {
    const copied: unknown[] = [];
    for (const [index, entry] of list.entries()) {
      if (!this.takesOneMore()) break;
      copied.push(this.copy(entry, [...path, index]));
    }
    return copied;
  }

  private copyObject(object: Record<string, unknown>, path: Path): object {
    const entries = new Map<string, unknown>();
    const spelling = new Map<string, string>();
    for (const key of Object.keys(object)) {
      if (!this.takesOneMore()) break;
      const name = kebab(key);
      const here = [...path, name];
      if (entries.has(name)) {
        this.twice.push({ path: here, key });
        continue;
      }
      entries.set(name, this.copy(object[key], here));
      if (name !== key) spelling.set(name, key);
    }
    const copied = Object.fromEntries(entries);
    if (spelling.size > 0) this.spellings.set(copied, spelling);
    return copied;
  }

  private takesOneMore(): boolean {
    if (this.valuesLeft === 0) this.outsized = true;
    else this.valuesLeft -= 1;
    return !this.outsized;
  }
}
