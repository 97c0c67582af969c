-- Links as they work in the repository become links that work in the book:
-- ../02-backprop/chapter.md#def-adam is 02-backprop.html#def-adam, and matmul.c its page.

local book = require 'book'

local links = {}

function links.code_page(file)
  return 'code/' .. file:gsub('^chapters/', '') .. '.html'
end

-- The page of a file of the repository; nil where the book has none.
local function page_of(path)
  local chapter = path:match('^chapters/([^/]+)/chapter%.md$')
  local matter = path:match('^book/front/([^/]+)%.md$') or path:match('^book/back/([^/]+)%.md$')
  if chapter or matter then return (chapter or matter) .. '.html' end
  local code = path:match('^chapters/[^/]+/[^/]+%.[ch]$') or path:match('^common/[^/]+%.[ch]$')
  if code and book.read(path) then return links.code_page(path) end
  return nil
end

-- The book in one file, beside the pages.
function links.is_form(target)
  return target:match('^eight%-thousand%-weights%.%l+$') ~= nil
end

function links.Link(link)
  local target = link.target
  if target:match('^#') or target:match('^%a[%w+.-]*:') or target:match('^code/')
     or links.is_form(target) then
    return nil
  end
  local path, fragment = target:match('^([^#]*)(.*)$')
  local page = page_of(book.normalize(book.directory .. '/' .. path))
  if not page then
    book.problem({ '](' .. target }, 'the link leads to "%s", which has no page in the book.',
                 target)
    return nil
  end
  link.target = page .. fragment
  return link
end

return links
