const FEET = { L: 'left', R: 'right', '.': 'pause' };

exports.dance = (steps) =>
  [...steps].map((step) => {
    if (!FEET[step]) throw new Error(`no foot is called ${step}`);
    return FEET[step];
  });
