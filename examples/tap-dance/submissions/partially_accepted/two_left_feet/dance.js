exports.dance = (steps) => [...steps].map((step) => ({ L: 'left', R: 'right', '.': 'pause' })[step]);
