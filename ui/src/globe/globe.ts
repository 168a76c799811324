/**
 * The replay's globe in an element, with no outside request.
 *
 *     const globe = new Globe(element, { dark: theme.value === 'dark', lite: drawing() !== 'hardware' })
 *     globe.failed = (text) => …                     whatever stops the drawing, in words
 *     globe.relief(laydown.relief, laydown.origin)   elevation: shading, and heights unless lite
 *     globe.markers([{ id, lat, lon, h, sidc, label }])   symbols with names; a new list replaces the old one
 *     globe.strokes('rings', [{ lat, lon, h, colour, width, dashed }])   groups of lines by name; the same name replaces
 *     globe.fills('zones', [{ outer, holes, low, high, colour, opacity }])
 *     globe.show('rings', false)
 *     globe.clicked = (id) => …                      a marker or a candidate, or null
 *     globe.fit(points, { animate: true })           camera to what is to be seen
 *     globe.theme(dark); globe.draw(); globe.destroy()
 *
 * Ask `drawing()` of webgl.ts first: without WebGL ('none') there is no globe. Everything is drawn only when something has
 * changed; whoever changes a primitive of `globe.scene` himself calls `draw()`. Look of the element: globe.css.
 */

import {
  BillboardCollection, BoundingSphere, Cartesian2, Cartesian3, CesiumWidget, Color, Credit, CreditDisplay, CustomHeightmapTerrainProvider, EllipsoidTerrainProvider,
  GeographicTilingScheme, HeadingPitchRange, ImageryLayer, Ion, LabelCollection, LabelStyle, Math as Angles, Matrix4, NearFarScalar,
  SceneTransforms, ScreenSpaceEventHandler, ScreenSpaceEventType, VerticalOrigin, type Billboard, type Label, type PolylineCollection,
  type PrimitiveCollection, type Scene,
} from '@cesium/engine'
import type { Relief } from '../types'
import { atlas } from './atlas'
import { behind, ecef, type Place } from './earth'
import { readable } from './names'
import { Ground, hillshade } from './relief'
import { cartesian, fills, strokes, type Fill, type Stroke } from './shapes'
import { picture } from './symbols'
import { INKS, mapTiles, type Picture } from './tiles'
import './globe.css'

export interface Marker { id: string; lat: number; lon: number; h?: number; sidc: string; size?: number; label?: string }
export interface Options { dark: boolean; lite: boolean }
export interface Candidate { id: string; position: Cartesian3 }

interface Placed { marker: Marker; billboard: Billboard; label: Label | null }

const SYMBOL_SIZE = 22
// How far from a symbol's middle a click may be, in points of the screen.
const REACH = 18
// From afar symbols are smaller, so that neighbours do not cover each other.
export const SHRINK = new NearFarScalar(1e5, 1, 1.5e6, 0.55)
const PICTURE_SIZE = 768
// How far a key turns the globe, or comes closer.
const STEP = 0.15
// How close one may come [m].
const NEAREST = 200
// Farther out what is looked at leaves the picture below.
const FARTHEST = 3e6
// How steeply the camera looks down [rad].
const FROM_ABOVE = Angles.toRadians(-50)
const SAMPLES = 32

export class Globe {
  readonly scene: Scene
  readonly lite: boolean
  clicked: (id: string | null) => void = () => {}
  failed: (text: string) => void = () => {}
  /** How long a frame kept the processor busy [ms]. */
  drawn: (took: number) => void = () => {}
  /** More things that can be clicked than the markers. */
  candidates: () => Iterable<Candidate> = () => []
  private readonly widget: CesiumWidget
  private readonly hand: ScreenSpaceEventHandler
  private readonly symbols: BillboardCollection
  private readonly names: LabelCollection
  private readonly placed = new Map<string, Placed>()
  private readonly groups = new Map<string, PolylineCollection | PrimitiveCollection>()
  private readonly visible = new Map<string, boolean>()
  /** Whether the ground has its picture. */
  painted = false
  private dark: boolean
  private elevation: Ground | null = null

  constructor(element: HTMLElement, { dark, lite }: Options) {
    this.dark = dark
    this.lite = lite
    this.widget = widget(element, lite)
    this.scene = this.widget.scene
    this.scene.renderError.addEventListener((_: unknown, error: unknown) => this.failed(error instanceof Error ? error.message : String(error)))
    let begun = 0
    this.scene.preUpdate.addEventListener(() => { begun = performance.now() })
    this.scene.postRender.addEventListener(() => this.drawn(performance.now() - begun))
    this.scene.preRender.addEventListener(() => this.sort())
    settle(this.scene, lite)
    this.symbols = this.scene.primitives.add(new BillboardCollection()) as BillboardCollection
    this.names = this.scene.primitives.add(new LabelCollection()) as LabelCollection
    this.hand = new ScreenSpaceEventHandler(this.widget.canvas)
    this.listen()
    void this.paint()
  }

  theme(dark: boolean): void {
    if (dark === this.dark) return
    this.dark = dark
    void this.paint()
    this.markers([...this.placed.values()].map((one) => one.marker))
  }

  relief(relief: Relief | null, origin: { latitude: number; longitude: number }): void {
    this.elevation = relief === null ? null : new Ground(relief, { lat: origin.latitude, lon: origin.longitude })
    this.scene.terrainProvider = this.elevation === null || this.lite ? new EllipsoidTerrainProvider() : terrain(this.elevation)
    void this.paint()
  }

  /** Height of the ground that is drawn [m]. */
  ground(lat: number, lon: number): number {
    return this.elevation === null || this.lite ? 0 : this.elevation.height(lat, lon)
  }

  private async paint(): Promise<void> {
    const inks = INKS[this.dark ? 'dark' : 'light']
    this.scene.globe.baseColor = Color.fromCssColorString(inks.sea)
    this.scene.backgroundColor = Color.fromCssColorString(this.dark ? '#0a0f14' : '#eef2f5')
    const { elevation, dark } = this
    try {
      const sheet = { atlas: await atlas(this.lite), inks, relief: elevation === null ? null : shaded(elevation, dark) }
      // Overtaken by a newer call, or gone meanwhile.
      if (this.widget.isDestroyed() || elevation !== this.elevation || dark !== this.dark) return
      this.widget.imageryLayers.removeAll()
      this.widget.imageryLayers.add(new ImageryLayer(mapTiles(sheet)))
      this.painted = true
      this.draw()
    } catch (error) {
      this.failed(`The map of the world could not be loaded: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  markers(list: readonly Marker[]): void {
    this.symbols.removeAll()
    this.names.removeAll()
    this.placed.clear()
    for (const marker of list) this.placed.set(marker.id, { marker, billboard: this.symbol(marker), label: this.name(marker) })
    this.draw()
  }

  private symbol(marker: Marker): Billboard {
    const { key, image, scale, offset } = picture(marker.sidc, marker.size ?? SYMBOL_SIZE)
    const billboard = this.symbols.add({ position: at(marker), scale, pixelOffset: new Cartesian2(...offset), scaleByDistance: SHRINK })
    billboard.setImage(key, image)
    return billboard
  }

  private name(marker: Marker): Label | null {
    if (marker.label === undefined) return null
    return this.names.add({
      position: at(marker), text: marker.label, font: '600 13px system-ui, sans-serif', verticalOrigin: VerticalOrigin.TOP,
      pixelOffset: new Cartesian2(SYMBOL_SIZE * 0.9, -7), style: LabelStyle.FILL_AND_OUTLINE, outlineWidth: 4, pixelOffsetScaleByDistance: SHRINK,
      fillColor: Color.fromCssColorString(this.dark ? '#e7edf2' : '#16202a'), outlineColor: Color.fromCssColorString(this.dark ? '#10161c' : '#ffffff'),
    })
  }

  /** Shows the names that have room. */
  private sort(): void {
    const eye = this.scene.camera.positionWC
    const labels = [...this.placed.values()].flatMap(({ label }) => (label === null ? [] : [label]))
    const shown = readable(labels.map((label) => {
      const at = behind(eye, label.position) ? undefined : SceneTransforms.worldToWindowCoordinates(this.scene, label.position)
      return at === undefined ? null : { x: at.x, y: at.y, text: label.text }
    }))
    labels.forEach((label, n) => { if (label.show !== shown[n]) label.show = shown[n]! })
  }

  /** Moves a marker, or gives it another symbol. */
  move(id: string, place: Place & { h?: number }, sidc?: string): void {
    const one = this.placed.get(id)
    if (one === undefined) return
    one.marker = { ...one.marker, ...place, sidc: sidc ?? one.marker.sidc }
    one.billboard.position = at(one.marker)
    if (one.label !== null) one.label.position = at(one.marker)
    if (sidc !== undefined) {
      const { key, image } = picture(sidc, one.marker.size ?? SYMBOL_SIZE)
      one.billboard.setImage(key, image)
    }
    this.draw()
  }

  strokes(name: string, list: readonly Stroke[]): void {
    this.group(name, strokes(list))
  }

  fills(name: string, list: readonly Fill[]): void {
    this.group(name, fills(list))
  }

  /** Puts a collection of primitives under a name that `show` knows, in place of the one that had it. */
  group(name: string, collection: PolylineCollection | PrimitiveCollection): void {
    const old = this.groups.get(name)
    if (old !== undefined) this.scene.primitives.remove(old)
    collection.show = this.visible.get(name) ?? true
    this.groups.set(name, collection)
    this.scene.primitives.add(collection, 0)
    this.draw()
  }

  show(name: string, visible: boolean): void {
    this.visible.set(name, visible)
    const group = this.groups.get(name)
    if (group !== undefined) group.show = visible
    this.draw()
  }

  /** Brings the camera to see all points and `radius` [m] around them, from the south and above. */
  fit(points: readonly (Place & { h?: number })[], { animate = false, radius = 3000 } = {}): void {
    if (points.length === 0) return
    const sphere = BoundingSphere.fromPoints(points.map(at))
    sphere.radius = Math.max(sphere.radius, radius)
    const still = !animate || this.lite || matchMedia('(prefers-reduced-motion: reduce)').matches
    this.scene.camera.flyToBoundingSphere(sphere, {
      duration: still ? 0 : 0.8,
      offset: new HeadingPitchRange(0, FROM_ABOVE, sphere.radius * 2.2),
    })
    this.draw()
  }

  draw(): void {
    if (!this.widget.isDestroyed()) this.scene.requestRender()
  }

  destroy(): void {
    this.hand.destroy()
    if (!this.widget.isDestroyed()) this.widget.destroy()
  }

  /** The nearest thing to a point of the screen within reach, by its place: no picking in the picture, which stalls slow machines. */
  nearest(point: Cartesian2): string | null {
    const eye = this.scene.camera.positionWC
    let best: string | null = null, least = REACH
    const seen = new Cartesian2()
    const consider = (id: string, position: Cartesian3): void => {
      if (behind(eye, position) || SceneTransforms.worldToWindowCoordinates(this.scene, position, seen) === undefined) return
      const distance = Cartesian2.distance(seen, point)
      if (distance < least) [best, least] = [id, distance]
    }
    for (const [id, { billboard }] of this.placed) consider(id, billboard.position)
    for (const { id, position } of this.candidates()) consider(id, position)
    return best
  }

  private listen(): void {
    const { canvas } = this.widget
    canvas.tabIndex = 0
    canvas.setAttribute('role', 'application')
    canvas.setAttribute('aria-label', 'Globe: arrows turn it, Page Up and Page Down come closer and go away')
    canvas.addEventListener('keydown', (event) => this.turn(event))
    // Whoever uses the mouse turns it with that, and keeps the arrows for the clock.
    canvas.addEventListener('mousedown', (event) => event.preventDefault())
    this.hand.setInputAction(({ position }: { position: Cartesian2 }) => this.clicked(this.nearest(position)), ScreenSpaceEventType.LEFT_CLICK)
    this.hand.setInputAction(({ endPosition }: { endPosition: Cartesian2 }) => {
      this.widget.canvas.style.cursor = this.nearest(endPosition) === null ? '' : 'pointer'
    }, ScreenSpaceEventType.MOUSE_MOVE)
  }

  private turn(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const { camera } = this.scene, height = camera.positionCartographic.height
    // The library turns "up" where the camera goes south.
    // Around the earth a step is a part of what is seen; around a threat that is followed, of a turn.
    const angle = Matrix4.equals(camera.transform, Matrix4.IDENTITY) ? (STEP * height) / this.scene.ellipsoid.maximumRadius : STEP, steps: Record<string, () => void> = {
      ArrowLeft: () => camera.rotateLeft(angle), ArrowRight: () => camera.rotateRight(angle),
      ArrowUp: () => camera.rotateDown(angle), ArrowDown: () => camera.rotateUp(angle),
      PageUp: () => { if (height > NEAREST) camera.zoomIn(STEP * height) }, PageDown: () => camera.zoomOut(STEP * height),
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    step()
    this.draw()
  }
}

const at = ({ lat, lon, h }: Place & { h?: number }): Cartesian3 => cartesian(ecef(lat, lon, h ?? 0))

function widget(element: HTMLElement, lite: boolean): CesiumWidget {
  Ion.defaultAccessToken = ''
  // The library's credits want a style sheet of their own, which the content policy forbids: they go where nothing is ever
  // shown, and the page names its sources itself.
  CreditDisplay.cesiumCredit = new Credit('CesiumJS')
  const credits = document.createElement('div').attachShadow({ mode: 'open' }) as unknown as Element
  return new CesiumWidget(element, {
    baseLayer: false, terrainProvider: new EllipsoidTerrainProvider(), skyBox: false, ...(lite ? { skyAtmosphere: false as const } : {}),
    scene3DOnly: true, requestRenderMode: true, maximumRenderTimeChange: Infinity, showRenderLoopErrors: false, creditContainer: credits,
    creditViewport: document.createElement('div'), msaaSamples: lite ? 1 : 4, orderIndependentTranslucency: !lite,
    useBrowserRecommendedResolution: lite,
  })
}

function settle(scene: Scene, lite: boolean): void {
  const { globe } = scene
  globe.enableLighting = false
  globe.showGroundAtmosphere = false
  globe.depthTestAgainstTerrain = false
  globe.maximumScreenSpaceError = lite ? 4 : 2
  scene.fog.enabled = false
  if (scene.sun !== undefined) scene.sun.show = false
  if (scene.moon !== undefined) scene.moon.show = false
  scene.postProcessStages.fxaa.enabled = false
  scene.screenSpaceCameraController.minimumZoomDistance = NEAREST
  scene.screenSpaceCameraController.maximumZoomDistance = FARTHEST
}

function shaded(ground: Ground, dark: boolean): Picture {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = PICTURE_SIZE
  canvas.getContext('2d')?.putImageData(new ImageData(hillshade(ground, PICTURE_SIZE, dark), PICTURE_SIZE, PICTURE_SIZE), 0, 0)
  return { image: canvas, extent: ground.extent }
}

/** The ground's heights as terrain. */
function terrain(ground: Ground): CustomHeightmapTerrainProvider {
  const scheme = new GeographicTilingScheme()
  return new CustomHeightmapTerrainProvider({
    width: SAMPLES, height: SAMPLES, tilingScheme: scheme,
    callback: (x: number, y: number, level: number) => {
      const { west, east, south, north } = scheme.tileXYToRectangle(x, y, level)
      const heights = new Float32Array(SAMPLES * SAMPLES)
      for (let j = 0; j < SAMPLES; j++) {
        const lat = Angles.toDegrees(north - ((north - south) * j) / (SAMPLES - 1))
        for (let i = 0; i < SAMPLES; i++) heights[j * SAMPLES + i] = ground.height(lat, Angles.toDegrees(west + ((east - west) * i) / (SAMPLES - 1)))
      }
      return heights
    },
  })
}
