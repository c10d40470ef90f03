// Preloaded by script/test: a worker of jest that has nothing left to do ends at once. By itself Node first gives back, piece by
// piece, what thousands of modules took; on a busy machine that takes more than the half second that jest grants, and jest
// then suspects a leak. A worker in which something is still open does not come this far, and jest says so as before.
if (process.send !== undefined) {
  process.once('exit', (code) => {
    process.reallyExit(code);
  });
}
