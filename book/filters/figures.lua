-- Pictures. A paragraph that is nothing but a picture is a figure with a caption:
--
--     ![The loss falls.](figure:loss){alt="Two falling curves; the test curve stays above."}
--
-- figure:loss is the chapter's own plot (plots/loss.gp) or drawing (figures/loss.svg), put
-- into the page itself so that it follows the theme; or figures/loss.png.
--
-- play:loss is the same figure, and on pages one that the reader can move: play/loss.html stands
-- beside the still picture (book/play/play.mk).

local book = require 'book'
local origins = require 'origins'

local figures = {}

local moving -- {name = true}: the figures that the build has made a script for
local played = {} -- names, as far as this page has them

-- What a figure that moves has beside its still picture, or nil.
local function live_part(image)
  local name = image.src:match('^play:(.+)$')
  if not name then return nil end
  if not book.read(book.play .. '/' .. name .. '.js') then
    book.problem({ '](' .. image.src }, 'there is no book/play/%s.js to move the figure "%s".',
                 name, name)
  end
  if not moving then
    moving = {}
    for word in (book.read(book.parts .. '/play/moving.txt') or ''):gmatch('%S+') do
      moving[word] = true
    end
  end
  if not moving[name] then return nil end
  played[#played + 1] = pandoc.MetaString(name)
  local html = book.read(book.play .. '/' .. name .. '.html')
  return pandoc.Div({ pandoc.RawBlock('html', html) }, pandoc.Attr('', { 'play-live' }))
end

-- The results that its script names.
local function moved_by(name)
  local files = {}
  local line = ('\n' .. book.read(book.play .. '/' .. name .. '.js')):match('\n// needs: ([^\n]*)')
  for file in (line or ''):gmatch('%S+%.%w+') do files[#files + 1] = 'book/results/' .. file end
  return files
end

-- For the page's template: which scripts it needs.
function figures.scripts(meta)
  if #played > 0 then meta.play = pandoc.MetaList(played) end
end

local placed = {} -- paths of pictures that are already in order

local function alternative(image)
  return image.attributes.alt or pandoc.utils.stringify(image.caption)
end

local function escape(text)
  return (text:gsub('[&<>"]', { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;',
                                ['"'] = '&quot;' }))
end

local function inline_svg(svg, alt)
  return (svg:gsub('^<svg', '<svg role="img" aria-label="' .. escape(alt):gsub('%%', '%%%%')
                   .. '"', 1))
end

-- Width and height of a PNG, so that the page keeps its place while it loads.
local function with_size(attr, png)
  local width, height = ('>I4I4'):unpack(png, 17) -- after the signature and IHDR's length and name
  attr.attributes.width, attr.attributes.height = tostring(width), tostring(height)
  return attr
end

-- What stands for the picture: inlines.
local function picture(image, needles, alt)
  local name = image.src:match('^figure:(.+)$') or image.src:match('^play:(.+)$')
  if not name then
    book.problem(needles, 'the picture "%s" is not from the chapter: write figure:NAME.',
                 image.src)
    return nil
  end
  local place = 'figures/' .. book.name .. '/' .. name
  local svg = book.read(book.out .. '/' .. place .. '.svg')
  if svg then
    return { pandoc.RawInline('html', inline_svg(svg, alt)) }
  end
  local png = book.read(book.out .. '/' .. place .. '.png')
  if png then
    placed[place .. '.png'] = true
    return { pandoc.Image({ pandoc.Str(alt) }, place .. '.png', '', with_size(image.attr, png)) }
  end
  book.problem(needles, 'the figure "%s" is missing: there is no %s/plots/%s.gp, ' ..
               'figures/%s.svg or figures/%s.png.', name, book.directory, name, name, name)
  return nil
end

local function checked(image)
  local needles = { '](' .. image.src }
  local alt = alternative(image)
  if not alt:find('%S') then
    book.problem(needles, 'the picture "%s" has no text alternative.', image.src)
    return nil
  end
  return picture(image, needles, alt)
end

function figures.Para(para)
  if #para.content ~= 1 or para.content[1].t ~= 'Image' then return nil end
  local image = para.content[1]
  local content = checked(image)
  if not content then return nil end
  local name = image.src:match('([^/:]*)$')
  local classes = { 'figure' }
  for _, class in ipairs(image.classes) do classes[#classes + 1] = class end
  local id = image.identifier ~= '' and image.identifier or 'fig-' .. name
  local blocks = { pandoc.Plain(content) }
  local live = live_part(image)
  if live then
    classes[#classes + 1] = 'play'
    blocks = { pandoc.Div(blocks, pandoc.Attr('', { 'play-still' })), live }
  end
  if #image.caption > 0 then
    blocks[#blocks + 1] = pandoc.Div({ pandoc.Para(image.caption) }, pandoc.Attr('', { 'caption' }))
  end
  blocks[#blocks + 1] = origins.of_figure(name, { '](' .. image.src },
                                          live and moved_by(name))
  return pandoc.Div(blocks, pandoc.Attr(id, classes, { { 'role', 'figure' },
                                                       { 'aria-label', alternative(image) } }))
end

function figures.Image(image)
  if placed[image.src] then return nil end
  local content = checked(image)
  return content and pandoc.Span(content, pandoc.Attr('', { 'picture' }))
end

return figures
