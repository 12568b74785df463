// What a driver may send: any video, and the photos that the service reads. What a file is called and its type are only a
// hint: a computer takes a camcorder's .ts for a translation and knows no type for .mkv. Its first bytes come first. What
// nobody can tell from them is left to the service to judge.

/** For `accept` of a file input: without the names, a computer's dialog hides HEIC. */
export const FOOTAGE = "video/*,image/jpeg,image/heic,image/heif,.heic,.heif";

const HEAD = 4 * 192; // bytes: four packets of a transport stream with their time codes
const PHOTO_TYPES = new Set(["image/jpeg", "image/heic", "image/heif"]);
const PHOTO_NAME = /\.(jpe?g|hei[cf])$/i;
const OLD_QUICKTIME = new Set(["moov", "mdat", "wide", "free", "skip", "pnot"]);
const SOUND_BRANDS = new Set(["M4A ", "M4B ", "M4P "]);
const OTHER_TYPES = /^(audio|text|font|image)\/|^application\/(pdf|zip|msword|json|gzip|vnd\.(ms-|openxmlformats|oasis))/;
// PDF, ZIP and everything made of it, gzip, 7z, RAR, PNG, GIF, TIFF, old Office, RTF, tagged MP3, FLAC, programs.
const OTHER_BEGINNINGS = ["%PDF-", "PK\x03\x04", "PK\x05\x06", "\x1f\x8b", "7z\xbc\xaf\x27\x1c", "Rar!", "\x89PNG", "GIF8", "II*\0", "MM\0*", "\xd0\xcf\x11\xe0", "{\\rtf", "ID3", "fLaC", "MZ", "\x7fELF"];

/** Whether it is a photo that the service reads, by what it calls itself. */
export const isPhoto = ({ type, name }) => PHOTO_TYPES.has(type) || (!type && PHOTO_NAME.test(name));

/** Whether it is worth sending: false only for what is certainly no footage. */
export async function isFootage(file) {
  const head = await beginning(file);
  if (head !== null && isKnown(head)) return true;
  if (head !== null && isOther(head)) return false;
  return isPhoto(file) || !OTHER_TYPES.test(file.type);
}

/** What it is announced as. */
export function kindOf(file) {
  if (file.type.startsWith("video/") || PHOTO_TYPES.has(file.type)) return file.type;
  return PHOTO_NAME.test(file.name) ? `image/${/\.jpe?g$/i.test(file.name) ? "jpeg" : "heic"}` : "video/mp4";
}

// As the service tells containers and photos apart: MP4, MOV, 3GP and HEIC, Matroska and WebM, AVI, transport streams, JPEG.
function isKnown(head) {
  const box = head.slice(4, 8);
  if (box === "ftyp") return !SOUND_BRANDS.has(head.slice(8, 12));
  if (OLD_QUICKTIME.has(box) || head.startsWith("\x1aE\xdf\xa3") || head.startsWith("\xff\xd8\xff")) return true;
  return /^RIFF[^]{4}AVI[ X]/.test(head) || [[0, 188], [4, 192]].some(([first, step]) => hasSyncs(head, first, step));
}

function hasSyncs(head, first, step) {
  const syncs = [0, 1, 2, 3].map((n) => head[first + n * step]).filter((byte) => byte !== undefined);
  return syncs.length >= 3 && syncs.every((byte) => byte === "G");
}

const isOther = (head) => OTHER_BEGINNINGS.some((begins) => head.startsWith(begins)) || /^RIFF[^]{4}(WAVE|WEBP)/.test(head)
  || (head.startsWith("ftyp", 4) && SOUND_BRANDS.has(head.slice(8, 12)));

// One character a byte; null when the phone does not hand the file out.
async function beginning(file) {
  try {
    return String.fromCharCode(...new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
  } catch {
    return null;
  }
}
