// Values that occur nowhere else, and the search for them in whatever a server leaves behind.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** How much of a marker is searched for, so that a compressor that cuts one in two does not hide it. */
const PIECE_CHARACTERS = 10;

/** A set of markers. Each is remembered with what it stands for, and in the forms in which it could turn up. */
export function markers() {
  const known = new Map();
  const remember = (form, meaning) => known.set(form.toLowerCase(), meaning);
  return {
    known,
    /** A new marker in lower case; `meaning` says where it was put. */
    make(meaning) {
      const value = `zq${randomBytes(9).toString('hex')}`;
      remember(value.slice(-PIECE_CHARACTERS), meaning);
      for (let shift = 0; shift < 3; shift += 1) remember(base64Piece(value, shift), `${meaning}, in base64`);
      return value;
    },
    /** Remembers a value that cannot be made up freely, such as a phone number. */
    also(value, meaning) {
      remember(value, meaning);
      return value;
    },
    /** The meanings of all markers found in `bytes`. */
    in(bytes) {
      const text = Buffer.from(bytes).toString('latin1').toLowerCase();
      return [...known].filter(([form]) => text.includes(form)).map(([, meaning]) => meaning);
    },
  };
}

/** The part of the base64 form that is the same whatever stands before and after, at an offset of `shift` bytes. */
function base64Piece(value, shift) {
  const encoded = Buffer.from('_'.repeat(shift) + value).toString('base64');
  return encoded.slice(shift === 0 ? 0 : 4, 20);
}

/** Every file below a directory. */
export function filesBelow(directory) {
  const entries = fs.readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}
