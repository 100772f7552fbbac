class Slugger {
  slug(title) {
    return title.trim().toLowerCase().split(/\s+/).join('-');
  }
}

module.exports = { Slugger };
