const UNITS = ['bytes', 'KiB', 'MiB', 'GiB'] as const;

/** In the largest binary unit that needs no fraction. */
export function bytes(figure: number): string {
  let unit = 0;
  while (figure > 0 && figure % 1024 === 0 && unit < UNITS.length - 1) {
    figure /= 1024;
    unit += 1;
  }
  return `${count(figure)} ${UNITS[unit]!}`;
}

/** In hours or minutes where that needs no fraction. */
export function seconds(figure: number): string {
  if (figure >= 3600 && figure % 3600 === 0) return `${figure / 3600} h`;
  return figure >= 120 && figure % 60 === 0 ? `${figure / 60} min` : `${figure} s`;
}

export const count = (figure: number): string => figure.toLocaleString('en-US');
