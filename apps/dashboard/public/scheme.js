(function () {
  var scheme = 'dark';
  try {
    var kept = localStorage.getItem('mantine-color-scheme-value');
    if (kept === 'light' || kept === 'dark') scheme = kept;
    if (kept === 'auto' && matchMedia('(prefers-color-scheme: light)').matches) scheme = 'light';
  } catch (error) {
    // Storage may be forbidden; dark it is.
  }
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
})();
