-- From a resolved chapter to a page: where it stands in the book, and links on its headings.

package.path = PANDOC_SCRIPT_FILE:gsub('[^/]*$', '?.lua') .. ';' .. package.path
local book = require 'book'
local exercises = require 'exercises'

local function neighbour(page)
  return page and pandoc.MetaMap({ name = page.name, number = page.number, title = page.title })
end

-- The template's `pages`, `previous` and `next`. Only the current page keeps its sections.
local function place_in_book(meta)
  local outline = pandoc.read(book.read(book.parts .. '/outline.json'), 'json')
  local pages = outline.meta.pages
  local name = pandoc.utils.stringify(meta.name)
  local home = name == 'index'
  for i, page in ipairs(pages) do
    if pandoc.utils.stringify(page.name) == name then
      meta.previous = neighbour(pages[i - 1])
      meta.next = neighbour(pages[i + 1])
      page.current = pandoc.MetaBool(true)
    elseif not home then
      page.sections = nil
    end
  end
  if home then
    meta.home = pandoc.MetaBool(true)
    meta.next = neighbour(pages[1])
  end
  meta.pages = pages
  if meta.summary then
    meta.summary = pandoc.MetaString(pandoc.utils.stringify(meta.summary))
  end
  return meta
end

local function with_anchor(header)
  if header.level == 1 or header.identifier == '' then return nil end
  header.content:insert(pandoc.Space())
  header.content:insert(pandoc.Link({ pandoc.Str('#') }, '#' .. header.identifier, '',
                                    pandoc.Attr('', { 'anchor' },
                                                { { 'aria-label', 'link to this section' } })))
  return header
end

return { { Header = with_anchor, Div = exercises.folded, Meta = place_in_book } }
