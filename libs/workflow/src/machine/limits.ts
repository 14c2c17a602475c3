/** Attempts of a task before it is given up. */
export const MAX_ATTEMPTS = 3;
/** Workers that may vanish while they hold a task before it is given up. */
export const MAX_CRASHES = 5;
/** A job whose plan had to be forgotten oftener than this has something that planning does not heal. */
export const MAX_REPLANS = 5;
