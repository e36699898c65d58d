// Opens XLIFF files with the npm package xliff of locize, edits every n-th target, saves. Says what it edited.
const fs = require('fs')
const path = require('path')
const xliff = require('xliff')

const [mode, , source, destination, every, appended, replacement] = process.argv.slice(2)

function edited (target, edit) {
  const parts = Array.isArray(target) ? target : [target]
  if (edit === 'append') return [...parts, appended]
  if (edit === 'replace') return replacement
  const code = parts.findIndex(part => typeof part !== 'string')
  if (code < 0) return undefined
  return [...parts.slice(0, code), ...parts.slice(code + 1), parts[code]]
}

async function exchange (name) {
  const text = fs.readFileSync(path.join(source, name), 'utf8')
  const isFirst = text.includes('document:1.2')
  const content = await (isFirst ? xliff.xliff12ToJs : xliff.xliff2js)(text)
  let number = 0
  for (const units of mode === 'edit' ? Object.values(content.resources) : []) {
    for (const [id, unit] of Object.entries(units)) {
      const turn = Math.floor(number / every)
      const edit = ['append', 'replace', 'move'][turn % 3]
      if (number++ % every === 0 && unit.target) {
        const target = edited(unit.target, edit)
        if (target !== undefined) {
          unit.target = target
          console.log([name, id, edit].join('\t'))
        }
      }
    }
  }
  fs.writeFileSync(path.join(destination, name), await (isFirst ? xliff.jsToXliff12 : xliff.js2xliff)(content))
}

(async () => {
  for (const name of fs.readdirSync(source).sort()) {
    try {
      await exchange(name)
    } catch (error) {
      console.log([name, '', `the program fails: ${error.message}`].join('\t'))
    }
  }
})()
