class Slugger {
  slug(title) {
    return title;
  }
}
