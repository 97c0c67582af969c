-- A chapter is one level-1 heading, its title, then sections. Chapters of a numbered folder
-- are numbered from it: "3" for the title of 03-losses, "3.2" for its second section. An
-- appendix says its own number in its front matter (`number: A`).

local book = require 'book'

local headings = {}

local function with_number(header, number)
  header.content:insert(1, pandoc.Space())
  header.content:insert(1, pandoc.Span({ pandoc.Str(number) },
                                       pandoc.Attr('', { 'section-number' })))
end

-- Sets the document's number, and its title to that of its first heading.
function headings.apply(doc)
  local titles, sections = 0, 0
  local number = book.number and tostring(book.number)
                 or doc.meta.number and pandoc.utils.stringify(doc.meta.number)
  doc.meta.number = number and pandoc.MetaString(number)
  doc.blocks = pandoc.List(doc.blocks):map(function(block)
    if block.t ~= 'Header' then return block end
    if block.level == 1 then
      titles = titles + 1
      doc.meta.title = pandoc.MetaInlines(block.content:clone())
      if number then with_number(block, number) end
    elseif block.level == 2 and number and not block.classes:includes('unnumbered') then
      sections = sections + 1
      with_number(block, number .. '.' .. sections)
    end
    return block
  end)
  if titles ~= 1 then
    book.problem({ '# ' }, 'a chapter has exactly one level-1 heading, its title; found %d.',
                 titles)
  end
  return doc
end

return headings
