// A hundred thousand promises that sleep, all at once.
const tasks = Array.from({ length: 100000 }, () => (async () => {
    await new Promise((resolve) => setTimeout(resolve, 6000));
})());
Promise.all(tasks);
