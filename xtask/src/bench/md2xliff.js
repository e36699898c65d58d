// Has md2xliff make XLIFF of every Markdown file below a folder, in one process.
const fs = require('fs')
const path = require('path')
const { extract } = require('md2xliff')

const [source, destination] = process.argv.slice(2)

for (const name of fs.readdirSync(source, { recursive: true })) {
  if (!name.endsWith('.md')) continue
  const text = fs.readFileSync(path.join(source, name), 'utf8')
  const skeleton = path.join(destination, name + '.skl.md')
  const made = extract(text, name, skeleton, 'en-US', 'sv-SE')
  fs.mkdirSync(path.dirname(skeleton), { recursive: true })
  fs.writeFileSync(path.join(destination, name + '.xlf'), made.xliff)
  fs.writeFileSync(skeleton, made.skeleton)
}
