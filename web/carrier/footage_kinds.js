// What a driver may send: any video, and the photos that the service reads. Phones name HEIC by its type, computers often
// by nothing but the end of its name; a file without a type is left to the service to judge.

/** For `accept` of a file input: without the names, a computer's dialog hides HEIC. */
export const FOOTAGE = "video/*,image/jpeg,image/heic,image/heif,.heic,.heif";

const PHOTO_TYPES = new Set(["image/jpeg", "image/heic", "image/heif"]);
const PHOTO_NAME = /\.(jpe?g|hei[cf])$/i;

/** Whether it is a photo that the service reads. */
export const isPhoto = ({ type, name }) => PHOTO_TYPES.has(type) || (!type && PHOTO_NAME.test(name));

/** Whether it is worth sending. */
export const isFootage = (file) => !file.type || file.type.startsWith("video/") || isPhoto(file);

/** What it is announced as. */
export const kindOf = (file) => file.type || (isPhoto(file) ? `image/${/\.jpe?g$/i.test(file.name) ? "jpeg" : "heic"}` : "video/mp4");
