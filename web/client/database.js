// IndexedDB by promises.

export class Database {
  /** `make(database)` creates the stores of a database that is new to this browser. */
  constructor(name, make) {
    this.opened = new Promise((resolve, reject) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => make(asked.result);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    this.opened.catch(() => {}); // whoever asks for something is told
  }

  /** Run `work(store)` in one transaction; the result of the request it returns, once all of it is kept. */
  async run(name, mode, work) {
    const transaction = (await this.opened).transaction(name, mode);
    const asked = work(transaction.objectStore(name));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? asked.error);
    });
  }

  /** Change some fields of a row that is there; undefined when it is gone. */
  async change(name, key, fields) {
    let changed;
    await this.run(name, "readwrite", (store) => {
      const asked = store.get(key);
      asked.onsuccess = () => {
        changed = asked.result && { ...asked.result, ...fields };
        if (changed) store.put(changed);
      };
      return asked;
    });
    return changed;
  }
}
