(function () {
  // As the system has it, until a person chooses.
  var scheme = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
  try {
    var kept = localStorage.getItem('mantine-color-scheme-value');
    if (kept === 'light' || kept === 'dark') scheme = kept;
  } catch (error) {
    // Storage may be forbidden; then the system decides.
  }
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
})();
