// Lets the browser save the file that the value holds; it goes to no other place.
watch("value", () => {
  if (!props.value) return;
  const { name, type, content } = JSON.parse(props.value);
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
});
