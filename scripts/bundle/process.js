/**
Stands for `node:process`: a dozen modules import it, and each would get a wrapped copy of it while the
program starts. A name that is missing here stops the build.
*/
const {process} = globalThis;
// biome-ignore lint/style/noDefaultExport: it is what stands under this name
export default process;
export const {cwd, env, platform} = process;
