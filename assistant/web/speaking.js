// What says words in a status region to a screen reader, and takes them away once they are said,
// so that nobody finds them again among what is written there.
const speaker = (region) => {
  let spoken = 0;
  return (words) => {
    const mine = ++spoken;
    region.textContent = ""; // so that the same words are read out again
    if (!words) return;
    setTimeout(() => {
      if (mine === spoken) region.textContent = words;
    }, 50);
    setTimeout(() => {
      if (mine === spoken) region.textContent = "";
    }, 6000);
  };
};

