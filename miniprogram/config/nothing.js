// Stands in for what is never used in a build, see index.ts.
module.exports = {};
