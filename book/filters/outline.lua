-- The outline of the book: for each page but the title page (the first) its name, number,
-- title, summary and sections.
--
--     pandoc -f json PAGE.json ... --lua-filter outline.lua -t json  >  outline.json
--
-- The result is a document of metadata alone, so that titles keep their formulas and code.

package.path = PANDOC_SCRIPT_FILE:gsub('[^/]*$', '?.lua') .. ';' .. package.path
local book = require 'book'

local function sections_of(doc)
  local sections = pandoc.List()
  for _, block in ipairs(doc.blocks) do
    if block.t == 'Header' and block.level == 2 then
      sections:insert(pandoc.MetaMap({ id = pandoc.MetaString(block.identifier),
                                       title = pandoc.MetaInlines(block.content) }))
    end
  end
  return pandoc.MetaList(sections)
end

local function page_of(path)
  local doc = pandoc.read(book.read(path), 'json')
  return pandoc.MetaMap({ name = doc.meta.name, number = doc.meta.number,
                          title = doc.meta.title, summary = doc.meta.summary,
                          sections = sections_of(doc) })
end

function Pandoc()
  local pages = pandoc.List()
  for i, path in ipairs(PANDOC_STATE.input_files) do
    if i > 1 then pages:insert(page_of(path)) end
  end
  return pandoc.Pandoc({}, { pages = pandoc.MetaList(pages) })
end
