-- From a resolved chapter to its part of the EPUB, where all chapters share one space of ids:
-- each id starts with the chapter's name, and links between pages become links between ids.
-- The pages of whole code files stay on the web site; what linked to them is plain text.

package.path = PANDOC_SCRIPT_FILE:gsub('[^/]*$', '?.lua') .. ';' .. package.path
local origins = require 'origins'

local name

local function prefixed(id, page)
  return 'page-' .. (page or name) .. (id ~= '' and '-' .. id or '')
end

local function with_id(element)
  if element.identifier ~= '' then element.identifier = prefixed(element.identifier) end
  return element
end

local function header(element)
  if element.level == 1 then
    element.identifier = prefixed('')
    return element
  end
  return with_id(element)
end

local function link(element)
  local target = element.target
  if target:match('^%a[%w+.-]*:') then return element end
  if target:match('^code/') then return element.content end
  if element.classes:includes('anchor') then return {} end
  local page, id = target:match('^([^#]*)%.html#?(.*)$')
  if not page then id = target:match('^#(.*)$') end
  element.target = '#' .. prefixed(id, page)
  return with_id(element)
end

-- Line numbers would be ids, many times over; the caption says which lines these are. Links
-- from other chapters find a Div's id, and would not find a CodeBlock's.
local function code_block(element)
  local id = element.identifier
  element.identifier = ''
  element.classes = element.classes:filter(function(c) return c ~= 'numberLines' end)
  element.attributes.startFrom, element.attributes.style = nil, nil
  if id == '' then return element end
  return pandoc.Div({ element }, pandoc.Attr(prefixed(id)))
end

-- The attributes that only the web page's tools read.
local function div(element)
  if element.classes:includes('play-live') then return {} end
  if element.classes:includes('made') then return origins.as_details(element) end
  for _, attribute in ipairs({ 'data-file', 'data-shown' }) do
    element.attributes[attribute] = nil
  end
  return with_id(element)
end

return {
  { Meta = function(meta) name = pandoc.utils.stringify(meta.name) end },
  { Header = header, Div = div, Span = with_id, Link = link },
  { CodeBlock = code_block },
  { Meta = function() return {} end },
}
