class Slugger {
  #given = new Set();

  slug(title) {
    const base = title
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
    let name = base;
    for (let n = 2; this.#given.has(name); n++) name = `${base}-${n}`;
    this.#given.add(name);
    return name;
  }
}

module.exports = { Slugger };
