exports.dance = (steps) => [...steps].map((step => step;
